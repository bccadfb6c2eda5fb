import type { Rule } from "./grammar";
import { Re2, Re2Error } from "./re2";

/** A regular expression of Go (RE2), which has neither lookaround nor references back. */
export const regexp: Rule = (value) => {
  try {
    new Re2(value).check();
    return undefined;
  } catch (error) {
    if (!(error instanceof Re2Error)) throw error;
    return `must be a regular expression (RE2), got ${JSON.stringify(value)}: ${error.message}.`;
  }
};
