import { goImages } from "./go-image";

/** Two images of the test service, which differ only in their answers: `v1 …` and `v2 …`. */
export interface ServiceImages {
  readonly v1: string;
  readonly v2: string;
}

/** Builds the images of the test service unless the engine has them. */
export function serviceImage(): Promise<ServiceImages> {
  const version = (name: string) => ["--build-arg", `VERSION=${name}`];
  const builds = { v1: version("v1"), v2: version("v2") };
  return goImages({ folder: "test-service", program: "service", builds });
}
