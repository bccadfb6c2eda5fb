/** What the name of a toxic or a proxy is, so that a URL and a command can tell it as it is. */
export const API_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
