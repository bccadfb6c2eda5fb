/** Which container carries the labels that route to a service. */
export const LabelsOn = {
  /**
   * A container of its own that is created and never started, the route-holder. A change of a route
   * leaves the service alone, and a new release takes over when it is ready, without a reload.
   */
  RouteHolder: "route-holder",
  /**
   * The service's own containers, as one does by hand. A change of a route replaces them, and each
   * replacement makes the proxy reload twice; requests can be lost. See docs/updates.md.
   */
  Container: "container",
} as const;
export type LabelsOn = (typeof LabelsOn)[keyof typeof LabelsOn];
