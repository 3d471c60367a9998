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
// Who is signed in is asked while the app still comes, and a patient's home comes beside it: over a thin line that is two round trips less.
(function () {
  var patient = /^\/my(\/|$)/.test(location.pathname), acting = null;
  try {
    acting = sessionStorage.getItem('acting-for');
    patient = patient || localStorage.getItem('wardline.home') === 'patient';
  } catch { /* this page alone */ }
  if (!acting) {
    window.earlySession = fetch('/api/session', { credentials: 'same-origin', headers: { Accept: 'application/json', 'X-Activity': '1' } });
    window.earlySession.catch(function () { /* asked again by the app */ });
  }
  var parts = document.querySelector('meta[name="home-parts"]');
  if (!patient || !parts || !parts.content) return;
  parts.content.split(' ').forEach(function (file) {
    var link = document.createElement('link');
    if (/\.css$/.test(file)) Object.assign(link, { rel: 'preload', as: 'style', crossOrigin: '' }); else link.rel = 'modulepreload';
    link.href = file;
    document.head.append(link);
  });
})();
// The browser offers once, early, to install the app: kept for our own button (src/lib/install.ts), no bar over the page.
window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  window.installOffer = event;
});
