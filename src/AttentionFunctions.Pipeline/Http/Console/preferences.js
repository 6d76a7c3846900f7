// Runs before the first paint, so that a chosen theme or language does not flash. Storage may be forbidden: then nothing is remembered.
(() => {
  const stored = name => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  root.dataset.theme = stored('attention-theme') ?? 'auto';
  root.lang = stored('attention-language') ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
})();
