/** For `catch`: turns the engine's 404 into `undefined`, and throws any other error. */
export function unlessMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
  return undefined;
}
