/* What was kept while one wrote is no longer needed: it has arrived. */
try {
  localStorage.removeItem("arengo-voice");
} catch {
  // Without storage nothing was kept.
}
