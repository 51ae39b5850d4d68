// Keeps the door's pages for when the network is away. What is read comes from the server while it answers.
const CACHE = "arengo-door-pages-1";
const ANSWER_WITHIN_MS = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The door's page tells what it is made of: it was there before this worker.
self.addEventListener("message", (event) => {
  const ours = event.data.map((each) => new URL(each, self.location.origin));
  const kept = ours.filter((url) => url.origin === self.location.origin && !url.pathname.endsWith("/elenco/"));
  event.waitUntil(keep(kept.map((url) => url.href), event.source));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate";
  if (isPage || url.pathname.startsWith("/static/")) event.respondWith(answer(request, isPage));
});

async function keep(addresses, page) {
  const cache = await caches.open(CACHE);
  await cache.addAll(addresses);
  page.postMessage("kept");
}

async function answer(request, isPage) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    // Not the sign-in page in place of the door's.
    const isWhole = fresh.ok && !fresh.redirected && !new URL(request.url).search;
    if (isWhole) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: isPage, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
