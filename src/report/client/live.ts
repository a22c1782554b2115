/// <reference lib="dom" />

/**
 * Runs in pages that `report --watch` serves, never in those on disk: loads the page again when its file has changed.
 * The page's own address keeps what was selected, and the browser how far it was read.
 */
const version = document.querySelector<HTMLMetaElement>('meta[name="live"]')?.content ?? '';
const query = new URLSearchParams({ page: location.pathname, version });
const source = new EventSource(`/live?${query}`);
source.addEventListener('changed', () => {
  source.close();
  location.reload();
});
