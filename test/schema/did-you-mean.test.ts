import { expect, test } from "vitest";
import { z } from "zod";
import { didYouMean } from "../../components/schema/did-you-mean";
import { schemaProblems } from "../../components/schema/problems";
import { flag, strictObject } from "../../components/schema/values";

const KNOWN = ["acme", "host", "hosts", "httpPort", "httpsPort", "network", "p50", "p99", "proxy"];

test.each([
  ["netwrok", " Did you mean network?"],
  ["newtork", " Did you mean network?"],
  ["http_port", " Did you mean httpPort?"],
  ["HttpPort", " Did you mean httpPort?"],
  ["acm", " Did you mean acme?"],
  ["hots", " Did you mean host or hosts?"],
  ["p90", " Did you mean p50 or p99?"],
  ["colour", ""],
  ["rps", ""],
  ["", ""],
])("%j among known words", (word, question) => {
  expect(didYouMean(word, KNOWN)).toBe(question);
});

test("each unknown key of an object has a question of its own", () => {
  const schema = z.object({
    box: strictObject("a setting of the box", { open: flag, shut: flag }),
  });
  const given = { box: { opne: true, colour: true, open: true, shut: false } };
  const { error } = schema.safeParse(given);

  expect(error && schemaProblems(error, given)).toEqual([
    {
      path: "box.opne",
      message: "is not a setting of the box. Did you mean open? Known: open, shut.",
    },
    { path: "box.colour", message: "is not a setting of the box. Known: open, shut." },
  ]);
});
