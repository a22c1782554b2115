/// <reference lib="dom" />

/** The one note that says what is pointed at. */
export function showTip(event: MouseEvent | null, text: unknown): void {
  const tip = document.getElementById('tip');
  if (tip === null) return;
  tip.hidden = typeof text !== 'string';
  if (typeof text !== 'string' || event === null) return;
  tip.textContent = text;
  const { clientWidth } = document.documentElement;
  const left = Math.min(event.clientX + 12, clientWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 10)}px`;
}
