import { execFileSync } from "node:child_process";
import { debianImage } from "./debian";

/** Does what the entrypoint of the official image does with an empty volume and a password file. */
const START = `#!/bin/sh
set -e
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" --auth=scram-sha-256 --no-locale
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp
`;

const TOOLS = ["cat", "chown", "mkdir", "sleep"];

const PROGRAMS = ["initdb", "pg_isready", "postgres", "psql"];

/** Starts a program of PostgreSQL from the folder that its version names. */
const started = (name: string) => `#!/bin/sh\nexec /usr/lib/postgresql/*/bin/${name} "$@"\n`;

const DATA = "/var/lib/postgresql/data";

/** Builds an image of Debian's PostgreSQL with the paths and settings of the official one. */
export function postgresImage(): Promise<string> {
  const depends = execFileSync("apt-cache", ["depends", "postgresql"], { encoding: "utf8" });
  const [server = ""] = /postgresql-\d+/.exec(depends) ?? [];
  return debianImage({
    tag: "gatehouse.local/postgres:test-1",
    packages: [server, server.replace("-", "-client-"), "dash", "coreutils", "tzdata"],
    files: {
      "usr/lib/postgresql": "usr/lib/postgresql",
      "usr/share/postgresql": "usr/share/postgresql",
      "usr/share/zoneinfo/GMT": "usr/share/zoneinfo/GMT",
      ...Object.fromEntries(TOOLS.map((tool) => [`bin/${tool}`, `bin/${tool}`])),
      "bin/sh": "bin/dash",
    },
    texts: {
      "start.sh": START,
      ...Object.fromEntries(PROGRAMS.map((name) => [`bin/${name}`, started(name)])),
      "etc/passwd": "root:x:0:0::/:/bin/sh\npostgres:x:999:999::/:/bin/sh\n",
      "etc/group": "root:x:0:\npostgres:x:999:\n",
    },
    lines: [
      `ENV PGDATA=${DATA} PATH=/bin`,
      `RUN mkdir -p ${DATA} && chown 999:999 ${DATA} && mkdir -m 1777 /tmp`,
      "USER postgres",
      'ENTRYPOINT ["/bin/sh", "/start.sh"]',
    ],
  });
}
