import { describe, expect, test } from "vitest";
import { hostProblem, site } from "../../components/labels";
import { addressProblem } from "../../components/labels/model/address";

describe("the address of a site", () => {
  test.each([
    ["Shop.Example.com", "shop.example.com"],
    ["https://shop.example.com", "shop.example.com"],
    ["shop.example.com:443", "shop.example.com"],
    ["https://shop.example.com:8443", "https://shop.example.com:8443"],
    ["shop.example.com:8443", "shop.example.com:8443"],
    ["http://shop.example.com:80", "http://shop.example.com"],
    ["shop.example.com:80", "http://shop.example.com"],
    ["http://shop.example.com:8080", "http://shop.example.com:8080"],
    [":8080", ":8080"],
    ["http://", "http://"],
    ["http://My_App.localhost", "http://my_app.localhost"],
    ["my_app.localhost", "my_app.localhost"],
    ["http://[2001:DB8::1]:8080", "http://[2001:db8::1]:8080"],
    ["[2001:db8::1]", "[2001:db8::1]"],
    ["*.*.example.com", "*.*.example.com"],
  ])("%s is spelled %s", (written, spelled) => {
    expect(site(written).addresses).toEqual([spelled]);
    expect(addressProblem(spelled)).toBeUndefined();
  });

  test.each([
    [
      "shop.example.com/api",
      'has a path, which sites of other containers would not share; write "shop.example.com" ' +
        'and handle("/…", …)',
    ],
    ["ftp://shop.example.com", 'has the scheme "ftp"; write "http://" or none'],
    ["shop.example.com:0", "has the port 0; write one from 1 to 65535"],
    ["http://shop.example.com:443", "has scheme http and port 443; drop one"],
    ["https://shop.example.com:80", "has scheme https and port 80; drop one"],
    ["", 'is empty; write a host, or ":80" for every host on a port'],
    [
      "a..example.com",
      'is not a domain name: letters, digits and "-" between dots, "*." at most at the start',
    ],
  ])("%s is refused, with the reason", (address, reason) => {
    expect(addressProblem(address)).toBe(reason);
  });
});

describe("hostProblem", () => {
  test.each(["localhost", "a.example.com", "*.example.com"])("has nothing against %s", (host) => {
    expect(hostProblem(host)).toBeUndefined();
  });

  test.each([
    ["https://a.example.com/x", 'is a URL; write the host alone, "a.example.com"'],
    ["a.example.com/x", 'has a path; write the host alone, "a.example.com"'],
    ["a.example.com:80", 'has a port; ports belong to the proxy, write "a.example.com"'],
    ["A.example.com", 'has capitals; write "a.example.com"'],
    [`${"a.".repeat(126)}com`, "is longer than the 253 characters a domain name may have"],
  ])("refuses %s, with the fix", (host, problem) => {
    expect(hostProblem(host)).toBe(problem);
  });
});
