import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import {
  forgetSalt,
  putIn,
  saltOf,
  sameButForLayout,
  takeOut,
  withoutSalt,
  withSalt,
} from "../../toolchain/lib/salts.mjs";
import { ownLocalDir } from "../support/local-dir";

const dir = ownLocalDir();
const salt = "v1:BmMk9w1wrEY=:v1:LOKdb1pKBKi5orQt:Eq2c";
const committed = '# comment\nconfig:\n    a:b:   "1"\n\n# end\n';

const file = () => path.join(dir(), "Pulumi.s.yaml");
const read = () => readFileSync(file(), "utf8");

/** Acts as a Pulumi command: enters, changes the file, leaves. */
async function command(change: (text: string) => string) {
  await putIn("s", { file: file() });
  writeFileSync(file(), change(existsSync(file()) ? read() : ""));
  await takeOut("s", { file: file() });
}

describe("The salt's line", () => {
  it.each(["", "a: b\n", "a: b", "a: b\r\nc: d\r\n", "\n\n# only\n"])(
    "goes in and out of %j",
    (text) => {
      expect(saltOf(withSalt(text, salt))).toBe(salt);
      expect(withoutSalt(withSalt(text, salt))).toBe(text);
    },
  );

  it("is taken out of the middle", () => {
    expect(withoutSalt(`a: b\nencryptionsalt: ${salt}\nc: d\n`)).toBe("a: b\nc: d\n");
  });

  it("leaves the rest equal except for the layout", () => {
    expect(sameButForLayout('a:   "1"\n\nb: [1,  2]', "a: 1\nb: [1, 2]\n")).toBe(true);
    expect(sameButForLayout("a: 1\n", "a: 2\n")).toBe(false);
  });
});

describe("A stack's file", () => {
  it("gets its bytes back after Pulumi wrote a salt and another layout into it", async () => {
    writeFileSync(file(), committed);
    await command(() => `# comment\nconfig:\n  a:b: "1"\n\n# end\nencryptionsalt: ${salt}\n`);
    expect(read()).toBe(committed);
  });

  it("has the salt while Pulumi runs again", async () => {
    writeFileSync(file(), committed);
    await command((text) => withSalt(text, salt));
    let seen = "";
    await command((text) => {
      seen = text;
      return text;
    });
    expect(seen).toBe(withSalt(committed, salt));
    expect(read()).toBe(committed);
  });

  it("keeps the changes of a command", async () => {
    writeFileSync(file(), committed);
    await command((text) => withSalt(text.replace('"1"', '"2"'), salt));
    expect(read()).toBe(committed.replace('"1"', '"2"'));
  });

  it("keeps the salt beside a secret, which can't be decrypted without it", async () => {
    writeFileSync(file(), committed);
    const withSecret = withSalt(`${committed}  a:s:\n    secure: v1:x\n`, salt);
    await command(() => withSecret);
    expect(read()).toBe(withSecret);
  });

  it("keeps a salt of its own", async () => {
    const own = withSalt(committed, "v1:own");
    writeFileSync(file(), own);
    await command((text) => text);
    expect(read()).toBe(own);
  });

  it("is deleted if only Pulumi's salt created it", async () => {
    await command(() => `encryptionsalt: ${salt}\n`);
    expect(existsSync(file())).toBe(false);
  });

  it("loses the salt of a killed command with the next command", async () => {
    writeFileSync(file(), committed);
    await command((text) => withSalt(text, salt));
    writeFileSync(file(), withSalt(committed, salt));
    await command((text) => text);
    expect(read()).toBe(committed);
  });

  it("gets no salt once the stack is forgotten", async () => {
    writeFileSync(file(), committed);
    await command((text) => withSalt(text, salt));
    forgetSalt("s");
    await command((text) => {
      expect(text).toBe(committed);
      return text;
    });
  });
});

it("keeps the salt while any of several commands runs, and loses it after the last", async () => {
  writeFileSync(file(), committed);
  await command((text) => withSalt(text, salt));
  const module = pathToFileURL(path.resolve("toolchain/lib/salts.mjs")).href;
  const script = `
    const { putIn, takeOut } = await import(${JSON.stringify(module)});
    const { readFileSync } = await import("node:fs");
    const file = ${JSON.stringify(file())};
    for (let turn = 0; turn < 5; turn += 1) {
      await putIn("s", { file });
      await new Promise((done) => setTimeout(done, 5 * Math.random()));
      if (!readFileSync(file, "utf8").includes("encryptionsalt")) process.exitCode = 1;
      await takeOut("s", { file });
    }`;
  const run = () =>
    new Promise((done) => {
      spawn(process.execPath, ["--input-type=module", "-e", script]).on("close", done);
    });
  expect(await Promise.all([run(), run(), run(), run()])).toEqual([0, 0, 0, 0]);
  expect(read()).toBe(committed);
});
