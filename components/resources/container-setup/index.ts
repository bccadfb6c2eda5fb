export { ContainerSetup, type ContainerSetupArgs } from "./container-setup";
