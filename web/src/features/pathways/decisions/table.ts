/** A decision table's file: a new one, and its name. The editing is the kit's. */
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** One input, one output, one rule: the smallest table that can be changed into another. */
export function newTable(id: string, name: string, input: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${id}_definitions" name="${escape(name)}" namespace="http://wardline.org/decisions">
  <decision id="${id}" name="${escape(name)}">
    <decisionTable id="${id}_table" hitPolicy="FIRST">
      <input id="${id}_input" label="${escape(input)}">
        <inputExpression id="${id}_input_expression" typeRef="string"><text>${escape(input)}</text></inputExpression>
      </input>
      <output id="${id}_output" name="answer" label="answer" typeRef="string" />
      <rule id="${id}_rule">
        <inputEntry id="${id}_rule_input"><text></text></inputEntry>
        <outputEntry id="${id}_rule_output"><text></text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
`;
}

export function decisionName(xml: string): string {
  const found = new DOMParser().parseFromString(xml, 'application/xml').getElementsByTagNameNS('*', 'decision')[0];
  return found?.getAttribute('name') ?? '';
}
