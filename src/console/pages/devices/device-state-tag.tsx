import { Tag } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useWords } from '../../shell/words.tsx';

const colours = { 'awaiting-approval': 'warning', active: 'success', revoked: 'neutral' } as const;

export function DeviceStateTag({ state }: Pick<ResponseOf<'getDevice'>, 'state'>) {
  const { say } = useWords();
  return <Tag data-color={colours[state]}>{say(`devices.state.${state}`)}</Tag>;
}
