import type { Problem, ProblemName } from '#protocol/console-operation.ts';

/** The server answered, and refused. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
  is(name: ProblemName): boolean {
    return problemName(this.problem) === name;
  }
}

/** Nobody answered. */
export class Unreachable extends Error {}

export const problemName = ({ type }: Problem): string => type.slice(type.lastIndexOf(':') + 1);

/** Whether a fault is this refusal of the server. */
export const isProblem = (fault: unknown, name: ProblemName): fault is ProblemError =>
  fault instanceof ProblemError && fault.is(name);
