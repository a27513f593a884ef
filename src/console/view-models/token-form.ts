import type { BodyOf } from '#protocol/console-server.ts';
import { labelsIn, wholeNumber } from './typed.ts';

export type TokenForm = {
  readonly name: string;
  readonly uses: string;
  readonly days: string;
  readonly unit: string;
  readonly labels: string;
  readonly dedicated: boolean;
  readonly approval: boolean;
};
export type WrongToken = {
  readonly name: boolean;
  readonly uses: boolean;
  readonly days: boolean;
  /** The first that is no label. */
  readonly label: string | undefined;
};

/** What the server is asked for, absent while something is wrong. */
export function tokenBody(form: TokenForm): {
  readonly body: BodyOf<'createToken'> | undefined;
  readonly wrong: WrongToken;
} {
  const name = form.name.trim();
  const uses = wholeNumber(form.uses, 1, 1_000_000);
  const days = wholeNumber(form.days, 1, 730);
  const labels = labelsIn(form.labels);
  const wrong = {
    name: name === '',
    uses: uses === undefined,
    days: days === undefined,
    label: 'wrong' in labels ? labels.wrong : undefined,
  };
  if (name === '' || uses === undefined || days === undefined || 'wrong' in labels)
    return { body: undefined, wrong };
  return {
    body: {
      name,
      uses,
      validHours: days * 24,
      needsApproval: form.approval,
      class: form.dedicated ? 'dedicated' : 'service',
      labels: [...labels.labels],
      ...(form.unit === '' ? {} : { unit: form.unit }),
    },
    wrong,
  };
}
