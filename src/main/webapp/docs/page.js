// A file of its own, because the page's policy lets no inline script run.
SwaggerUIBundle({
  url: "../openapi",
  dom_id: "#api",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
