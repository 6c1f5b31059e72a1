// The service worker of the site: what was visited once can be read, run and checked offline.
//
// Pages, scripts and styles are taken from the network where it answers, so that a new version of
// the book is seen at once, else from the cache. Python's files have their version in their name:
// they are taken from the cache, and those of another version leave it.
"use strict";

const CACHE = "book-1";
const SECONDS = 4; // to wait for a network that does not answer

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isVersioned = (url) => /\/python\/(pyodide-[^/]+\/|course-[^/]+\.zip$)/.test(url.pathname);

async function keep(request, response) {
  if (!response.ok || response.status === 206) return;
  const cache = await caches.open(CACHE);
  await cache.put(request, response);
  const course = request.url.match(/(.*\/python\/course-)[^/]+\.zip$/);
  if (!course) return;
  for (const old of await cache.keys()) {
    if (old.url.startsWith(course[1]) && old.url !== request.url) await cache.delete(old);
  }
}

async function answer(event) {
  const { request } = event;
  // A page is the same whatever its address asks for (?q=, ?v=).
  const kept = await caches.match(request, { ignoreSearch: request.mode === "navigate" });
  if (kept && isVersioned(new URL(request.url))) return kept;
  const fromNetwork = fetch(request).then((response) => {
    const copy = response.clone();
    event.waitUntil(keep(request, copy).catch(() => {})); // a full disk: the page works without it
    return response;
  });
  if (!kept) return fromNetwork;
  const late = new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS, kept));
  return Promise.race([fromNetwork.catch(() => kept), late]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(event));
});

// What a page has loaded before this worker was there.
async function keepAll(addresses) {
  const cache = await caches.open(CACHE);
  await Promise.allSettled(addresses.map(async (address) => {
    if (!(await cache.match(address))) await cache.add(address);
  }));
}

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAll(event.data.keep));
});
