/* What was sent is no longer kept in this browser. */
try {
  localStorage.removeItem("arengo-report");
} catch {
  // Nothing was kept.
}
