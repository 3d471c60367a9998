// Runs before the first paint so that neither colours nor direction flash. External because the CSP allows no inline script.
(function () {
  var root = document.documentElement;
  try {
    var wanted = localStorage.getItem('wardline.colors') || 'auto';
    var dark = wanted === 'dark' || (wanted === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
    root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
    var language = localStorage.getItem('wardline.language');
    if (language) {
      root.lang = language;
      root.dir = /^(ar|fa|he|ps|ur)\b/.test(language) ? 'rtl' : 'ltr';
    }
  } catch {
    root.setAttribute('data-mantine-color-scheme', 'light');
  }
})();
// The browser offers once, early, to install the app: kept for our own button (src/lib/install.ts), no bar over the page.
window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  window.installOffer = event;
});
