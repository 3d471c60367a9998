/** Pictures as one PDF, a page each, written here: what is scanned leaves the browser as one document and nothing else. */
export type Leaf = { jpeg: Uint8Array; width: number; height: number };

const A4 = { short: 595.28, long: 841.89 };
const text = new TextEncoder();

/** PDF 1.4 (ISO 32000-1) with the JPEGs as they are (DCTDecode); each page as wide as A4 in the direction of its picture. */
export function pdfOf(leaves: Leaf[]): Blob {
  const parts: Uint8Array[] = [], starts: number[] = [];
  let size = 0;
  const put = (...pieces: (string | Uint8Array)[]) => {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? text.encode(piece) : piece;
      parts.push(bytes);
      size += bytes.length;
    }
  };
  const object = (number: number, ...pieces: (string | Uint8Array)[]) => {
    starts[number] = size;
    put(`${number} 0 obj\n`, ...pieces, '\nendobj\n');
  };
  const page = (at: number) => 3 + at * 3;
  put('%PDF-1.4\n', new Uint8Array([0x25, 0xe2, 0xe3, 0xcf, 0xd3, 0x0a]));
  object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  object(2, `<< /Type /Pages /Count ${leaves.length} /Kids [${leaves.map((_, at) => `${page(at)} 0 R`).join(' ')}] >>`);
  leaves.forEach(({ jpeg, width, height }, at) => {
    const w = width > height ? A4.long : A4.short, h = (w * height) / width;
    const draw = `q ${w.toFixed(2)} 0 0 ${h.toFixed(2)} 0 0 cm /I Do Q`;
    object(page(at), `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w.toFixed(2)} ${h.toFixed(2)}] /Resources << /XObject << /I ${page(at) + 1} 0 R >> >> /Contents ${page(at) + 2} 0 R >>`);
    object(page(at) + 1, `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>\nstream\n`, jpeg, '\nendstream');
    object(page(at) + 2, `<< /Length ${draw.length} >>\nstream\n${draw}\nendstream`);
  });
  const table = size, count = 3 + leaves.length * 3;
  put(`xref\n0 ${count}\n0000000000 65535 f \n`, ...starts.slice(1).map((start) => `${String(start).padStart(10, '0')} 00000 n \n`));
  put(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  return new Blob(parts as BlobPart[], { type: 'application/pdf' });
}
