/** For `catch`: that the engine has no such thing becomes `undefined`; any other error stays one. */
export function unlessMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
  return undefined;
}
