export interface PdfLine {
  text: string;
  /** Points; default 11. */
  size?: number;
  /** Extra space above, points. */
  above?: number;
}

/** A small valid PDF in Helvetica, one list of lines for each page; ASCII text only. */
export function makePdf(pages: readonly (readonly PdfLine[])[], info: Readonly<Record<string, string>> = {}): Buffer {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(''); // the page tree is written when its children are known
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  const kids = pages.map((lines) => {
    const content = drawLines(lines);
    const stream = add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    const resources = '/Resources << /Font << /F1 3 0 R >> >>';
    return add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] ${resources} /Contents ${stream} 0 R >>`);
  });
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`;
  const fields = Object.entries(info).map(([name, value]) => `/${name} (${escape(value)})`);
  const infoObject = add(`<< ${fields.join(' ')} >>`);
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  file += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${infoObject} 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

function drawLines(lines: readonly PdfLine[]): string {
  let y = 740;
  const drawn = lines.map(({ text, size = 11, above = 0 }) => {
    y -= above + size * 1.3;
    return `BT /F1 ${size} Tf 72 ${y.toFixed(1)} Td (${escape(text)}) Tj ET`;
  });
  return drawn.join('\n');
}

function escape(text: string): string {
  return text.replace(/[\\()]/g, '\\$&');
}
