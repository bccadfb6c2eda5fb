import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const page = readFileSync(new URL("page.html", import.meta.url));

const server = createServer((_, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end(page);
});
server.listen(8080);

process.on("SIGTERM", () => server.close());
