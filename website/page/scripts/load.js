// A page opened from the disk gets no modules from a browser, and no Python: it stays what it is.
if (location.protocol !== "file:") {
  import(new URL("start.mjs", document.currentScript.src));
}
