/** The label with the id of the stack that created something: see `stackId`. */
export const STACK_LABEL = "gatehouse.stack";
