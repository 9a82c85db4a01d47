import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { results } from "./places.mjs";
import { prepareWorld } from "./server.mjs";

/** Makes the demo world once; every worker takes a copy of it. */
export default async function prepare(): Promise<void> {
  const world = join(results, "world");
  await rm(world, { recursive: true, force: true });
  await rm(join(results, "met"), { recursive: true, force: true });
  await mkdir(world, { recursive: true });
  await prepareWorld(world);
}
