// Makes demo worlds and serves them: one folder, one free port, one process each.

import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "./places.mjs";

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 5_000;

/**
 * Fills `folder` with the demo world and returns when it is there.
 * @param {string} folder
 */
export async function prepareWorld(folder) {
  const maker = run(["demo", "--prepare-only", "--data", folder]);
  const code = await maker.ended;
  if (code !== 0) throw new Error(`tsumugi demo --prepare-only ended with ${code}:\n${maker.output()}`);
}

/**
 * Serves a municipality of which nothing is known but its structure, with one city officer.
 * @param {string} preset a file below `presets/`
 * @returns {Promise<Awaited<ReturnType<typeof startServer>> & { officer: { login: string, password: string } }>}
 */
export async function startCity(preset) {
  const data = await mkdtemp(join(tmpdir(), "tsumugi-e2e-"));
  const file = new URL(`../../presets/${preset}`, import.meta.url).pathname;
  const maker = run(["--data", data, "init", "--preset", file, "--officer", "city"]);
  if ((await maker.ended) !== 0) throw new Error(`tsumugi init ended badly:\n${maker.output()}`);
  const password = maker.output().trim().split(": ").at(-1);
  const server = await startServer({ command: "serve", killed: { data, port: await freePort() } });
  return { ...server, officer: { login: "city", password } };
}

/**
 * Serves the demo world. With `copyOf` the world is a copy of a prepared folder, which is quicker
 * than making it anew and is identical for everyone.
 * `killed` is the folder of a server that was killed, which is served again where it stood.
 * @param {{ copyOf?: string, killed?: { data: string, port: number }, command?: string }} [how]
 * @returns {Promise<{ url: string, output: () => string, stop: () => Promise<void>,
 *   kill: () => Promise<{ data: string, port: number }> }>}
 */
export async function startServer({ copyOf, killed, command = "demo" } = {}) {
  const data = killed?.data ?? (await mkdtemp(join(tmpdir(), "tsumugi-e2e-")));
  if (copyOf) await cp(copyOf, data, { recursive: true });
  const port = killed?.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const server = run(["--data", data, command], { TSUMUGI_LISTEN: `127.0.0.1:${port}` });

  const stop = async () => {
    server.process.kill("SIGTERM");
    const patience = setTimeout(() => server.process.kill("SIGKILL"), STOP_LIMIT_MS);
    await server.ended;
    clearTimeout(patience);
    await rm(data, { recursive: true, force: true });
  };

  /** As a power cut would: nothing is put back, nothing is said. */
  const kill = async () => {
    server.process.kill("SIGKILL");
    await server.ended;
    return { data, port };
  };

  const limit = Date.now() + START_LIMIT_MS;
  while (!(await answers(`${url}/healthz`))) {
    const dead = server.process.exitCode !== null || server.process.signalCode !== null;
    if (dead || Date.now() > limit) {
      await stop();
      throw new Error(`${program} ${dead ? "ended" : "did not answer"} at the start:\n${server.output()}`);
    }
    await new Promise((resume) => setTimeout(resume, 50));
  }
  return { url, output: server.output, stop, kill };
}

/** Starts the program; its output is kept, for the message when something goes wrong. */
function run(args, environment = {}) {
  // A database address left in someone's shell would send the flows into a real database.
  const { DATABASE_URL: _, ...surroundings } = process.env;
  const child = spawn(program, args, {
    env: { ...surroundings, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  child.stderr.on("data", (chunk) => (text += chunk));
  const ended = new Promise((settle) => {
    child.once("error", (error) => {
      text += `${error.message}\n`;
      settle(127);
    });
    child.once("exit", (code, signal) => settle(code ?? signal));
  });
  return { process: child, ended, output: () => text };
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

/** A port that is free at this moment; the kernel does not hand it out again at once. */
function freePort() {
  return new Promise((settle, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => settle(port));
    });
  });
}
