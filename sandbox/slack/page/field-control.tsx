import { valueKey } from '../forms.js';
import { textOf, wordsOf } from '../json.js';
import { Choices } from './choices.js';
import type { ControlProps } from './control.js';
import { usePage } from './page-context.js';
import { Select } from './select.js';
import { useCurrentSurface } from './surface.js';

const DATE_TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** The control of one element with a value. */
export function FieldControl(props: ControlProps) {
  const { field } = props;
  const { snapshot } = usePage();
  const type = String(field.element.type);
  if (type === 'radio_buttons' || type === 'checkboxes') return <Choices field={field} name={props.name} />;
  if (/users_select$/.test(type))
    return <Select {...props} known={snapshot.people.map(({ id, name }) => asOption(id, name))} />;
  if (/(channels|conversations)_select$/.test(type))
    return <Select {...props} known={snapshot.channels.map(({ id, name }) => asOption(id, `#${name}`))} />;
  if (/select$/.test(type)) return <Select {...props} />;
  return <TextControl {...props} />;
}

function asOption(value: string, text: string) {
  return { text: { type: 'plain_text', text }, value };
}

function TextControl({ field, name, id, invalid, describedBy }: ControlProps) {
  const { values, change } = useCurrentSurface();
  const { element } = field;
  const told = values[field.blockId]?.[field.actionId]?.[valueKey(element)];
  const isEpoch = element.type === 'datetimepicker';
  const shown =
    isEpoch && typeof told === 'number' ? new Date(told * 1000).toISOString().slice(0, 16) : (textOf(told) ?? '');
  const put = (text: string): void => {
    const isDate = DATE_TYPES[String(element.type)] !== undefined;
    change(
      field,
      text === '' ? null : isEpoch ? Math.round(Date.parse(`${text}Z`) / 1000) : text,
      isDate && field.dispatches,
    );
  };
  const shared = {
    ...{ id, value: shown, placeholder: wordsOf(element.placeholder), 'aria-invalid': invalid || undefined },
    'aria-describedby': describedBy || undefined,
    ...(!id && { 'aria-label': name }),
    autoFocus: element.focus_on_load === true,
  };
  if (element.multiline === true)
    return <textarea rows={3} {...shared} onChange={(event) => put(event.target.value)} />;
  return (
    <input
      {...shared}
      type={DATE_TYPES[String(element.type)] ?? 'text'}
      inputMode={element.type === 'number_input' ? 'decimal' : undefined}
      autoComplete="off"
      onChange={(event) => put(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && field.dispatches) change(field, told ?? null, true);
      }}
    />
  );
}
