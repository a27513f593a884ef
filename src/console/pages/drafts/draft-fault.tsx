import type { ResponseOf } from '#protocol/console-server.ts';
import { Go } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';
import { banIn } from '../../view-models/draft-answers.ts';
import { knownFault, placeOfFault } from '../../view-models/server-faults.ts';
import { partName } from '../editor/server-faults.tsx';

type Detail = ResponseOf<'getDraft'>;

/** A fault of a draft: in a ban it leads to the ban's editor, where it stands at its field; else to a line of a file. */
export function DraftFault(props: { readonly detail: Detail; readonly fault: Detail['faults'][number] }) {
  const { say } = useWords();
  const { detail, fault } = props;
  const { file, line, message, advice } = fault;
  const place = placeOfFault(detail, fault);
  const ban = place && banIn(detail.content, place.unit, place.ban);
  const known = place && knownFault(place.field, message);
  const part = place && partName(place.field);
  const words =
    known === undefined ? (
      <span lang="en">
        {message}. {advice}
      </span>
    ) : (
      say(`editor.${known}`)
    );
  if (place === undefined || ban === undefined)
    return (
      <>
        {file}:{line}: {words}
      </>
    );
  return (
    <>
      <Go
        to="/drafts/$draft/bans/$unit/$ban"
        params={{ draft: detail.draft, unit: place.unit, ban: place.ban }}
      >
        {nameOfBan(ban)}
        {part !== undefined && `, ${say(part)}`}
      </Go>
      : {words}
    </>
  );
}
