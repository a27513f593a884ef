/** Runs as a short-lived process without privileges; prints one line and ends. Nothing imports it. */
import { chassis, osInfo, system, uuid } from 'systeminformation';
import type { IdentityAnswer } from './answer.ts';

const [machine, os, box, ids] = await Promise.all([system(), osInfo(), chassis(), uuid()]);
const answer: IdentityAnswer = {
  osName: os.distro,
  osVersion: os.release,
  manufacturer: machine.manufacturer,
  model: machine.model,
  chassis: box.type,
  // Only root can read the board's id on Linux; the system's own id does as well for telling PCs apart.
  hardwareId: ids.hardware === '' ? ids.os : ids.hardware,
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
