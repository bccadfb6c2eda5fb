import { expect, test } from "vitest";
import { pageOf } from "../../../components/service/portal/page";

const EVIL = `"><img src=x onerror='alert(1)'>&`;
const ESCAPED = "&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;";

test("a page has every text of a person's only as text", () => {
  const page = pageOf({
    title: EVIL,
    certificates: false,
    hosts: [
      {
        ...{ name: EVIL, url: `https://${EVIL}`, certificate: EVIL },
        routes: [{ path: EVIL, key: "shop", features: [EVIL] }],
      },
    ],
    services: [
      {
        ...{ key: "shop", name: EVIL, kind: EVIL, faults: [EVIL] },
        images: [{ label: EVIL, reference: EVIL }],
      },
    ],
  });

  expect(page).not.toContain("<img");
  expect(page.split(ESCAPED)).toHaveLength(16);
});

test("a page without a host says so", () => {
  const page = pageOf({ title: "shop/dev", certificates: true, hosts: [], services: [] });

  expect(page).toContain("<body data-certificates>");
  expect(page).toContain("<p>No host leads anywhere yet.</p>");
});
