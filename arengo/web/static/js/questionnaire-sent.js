/* What was kept while one answered is no longer needed: it has arrived. */
try {
  localStorage.removeItem("arengo-questionnaire");
} catch {
  // Without storage nothing was kept.
}
