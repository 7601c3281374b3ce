// Starts Swagger UI. In a file of its own because nothing inline may run.
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

const root = document.getElementById("swagger-ui");

function csrfToken() {
  const match = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
  return match ? decodeURIComponent(match[1]) : "";
}

window.SwaggerUIBundle({
  url: root.dataset.schema,
  domNode: root,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  requestInterceptor(request) {
    if (new URL(request.url, location.href).origin === location.origin && request.method !== "GET") {
      request.headers["X-CSRFToken"] = csrfToken();
    }
    return request;
  },
});
