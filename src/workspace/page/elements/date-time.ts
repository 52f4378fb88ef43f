import { element } from '../element.ts';
import { asText, type JsonRecord } from '../read-json.ts';
import { renderField } from './render-field.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

const TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** Date, time, and both; a moment is sent as Unix seconds. */
export const renderDateTime: ElementRenderer = (item, place) => {
  const kind = asText(item['type']);
  const earlier = place.context.form.earlier(place.blockId, asText(item['action_id']));
  const given = typeof earlier === 'string' ? earlier : initialOf(item);
  const value = kind === 'datetimepicker' && given !== '' ? toLocal(Number(given)) : given;
  const input = element('input', { type: TYPES[kind] ?? 'date', value });
  const read = () => {
    if (kind !== 'datetimepicker' || input.value === '') return input.value;
    return String(Math.floor(new Date(input.value).getTime() / 1000));
  };
  if (place.dispatches) input.addEventListener('change', () => void sendAction(item, place, input, { input: read() }));
  return renderField(item, place, { body: input, control: input, read });
};

function initialOf(item: JsonRecord): string {
  return asText(item['initial_date'] ?? item['initial_time'] ?? item['initial_date_time']);
}

/** Unix seconds as the local `YYYY-MM-DDTHH:MM` that the browser's field wants. */
function toLocal(seconds: number): string {
  const moment = new Date(seconds * 1000);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
