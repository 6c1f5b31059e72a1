// A page opened from the disk gets no modules from a browser: its figures stay as they are.
if (location.protocol !== "file:") {
  import(new URL("start.mjs", document.currentScript.src));
}
