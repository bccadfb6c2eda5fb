import {
  abort,
  basicAuth,
  encode,
  error,
  map,
  redir,
  requestBody,
  respond,
  reverseProxy,
  site,
  templates,
  upstreams,
  vars,
  when,
} from "../../../components/labels";
import { observe, type Route } from "./route";

const basic = (credentials: string) => ({
  Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
});
/** The bcrypt hash of "swordfish". */
const swordfish = "$2b$10$abcdefghijklmnopqrstuuivHRne1b8fIlcxc8Qcz3debdq6Vefzy";

/** Routes that answer themselves, or change the service's answer. */
export const answers: readonly Route[] = [
  observe(
    "respond sends a status and a body of quotes, braces and lines as they are",
    site("respond.localhost").respond('{{ "two" }}\nlines', { status: 202 }),
    [{}, { status: 202, body: '{{ "two" }}\nlines' }],
  ),
  observe(
    "redir redirects browsers",
    site("redir.localhost")
      .with(when("/old/*", redir("https://new.localhost{uri}", "permanent")))
      .redir("/login", 307),
    [
      { path: "/old/a?b=c" },
      { status: 301, headers: { location: "https://new.localhost/old/a?b=c" } },
    ],
    [{ path: "/else" }, { status: 307, headers: { location: "/login" } }],
  ),
  observe(
    "header sets, removes and replaces headers of the answer",
    site("header.localhost")
      .header({
        set: { "X-Frame-Options": "DENY" },
        remove: ["Server"],
        replace: { "Content-Type": ["plain", "fancy"] },
        defer: true,
      })
      .respond("hi"),
    [
      {},
      { headers: { "x-frame-options": "DENY", server: undefined, "content-type": /^text\/fancy/ } },
    ],
  ),
  observe(
    "handle_errors answers errors with pages",
    site("errors.localhost")
      .with(when("/gone", error("it was here", 410)), when("/broken", error(500)), respond("fine"))
      .handleErrors([410], respond("gone: {err.message}", { status: 410 }))
      .handleErrors(["5xx"], respond("sorry", { status: 503 })),
    [{ path: "/gone" }, { status: 410, body: "gone: it was here" }],
    [{ path: "/broken" }, { status: 503, body: "sorry" }],
    [{}, { status: 200, body: "fine" }],
  ),
  observe(
    "abort closes the connection without an answer",
    site("abort.localhost").with(when("/admin/*", abort()), respond("open")),
    [{ path: "/admin/x" }, { fails: /socket hang up|ECONNRESET/ }],
    [{}, { body: "open" }],
  ),
  observe(
    "basic_auth accepts a client with the password",
    site("basic-auth.localhost").with(
      basicAuth({ "bob.smith": swordfish }, "staff only"),
      respond("welcome {http.auth.user.id}"),
    ),
    [{}, { status: 401, headers: { "www-authenticate": 'Basic realm="staff only"' } }],
    [{ headers: basic("bob.smith:guess") }, { status: 401 }],
    [{ headers: basic("bob.smith:swordfish") }, { status: 200, body: "welcome bob.smith" }],
  ),
  observe(
    "encode compresses answers for clients that accept it",
    site("encode.localhost").with(
      encode({ formats: ["gzip"], minimumLength: 100 }),
      reverseProxy(upstreams(80)),
    ),
    [
      { path: "/data?size=5000", headers: { "Accept-Encoding": "gzip" } },
      { headers: { "content-encoding": "gzip" } },
    ],
    [{ path: "/data?size=5000" }, { headers: { "content-encoding": undefined } }],
  ),
  observe(
    "templates evaluates the braces in an answer",
    site("templates.localhost").with(templates(), respond("{{.Req.Method}} of {{.Host}}")),
    [{}, { body: "GET of templates.localhost" }],
  ),
  observe(
    "map and vars make placeholders",
    site("map.localhost").with(
      map("{path}", ["{greeting}"], [{ input: "~^/de", outputs: ["Guten Tag"] }], ["Hello"]),
      vars({ color: "teal" }),
      respond("{greeting}, {vars.color}"),
    ),
    [{ path: "/de/x" }, { body: "Guten Tag, teal" }],
    [{ path: "/x" }, { body: "Hello, teal" }],
  ),
  observe(
    "request_body refuses a body over its limit",
    site("request-body.localhost").with(
      requestBody({ maxSize: "1KB" }),
      reverseProxy(upstreams(80)),
    ),
    [{ method: "POST", body: "x".repeat(900) }, { status: 200 }],
    [{ method: "POST", body: "x".repeat(9000) }, { status: 413 }],
  ),
];
