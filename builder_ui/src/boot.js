// Runs before the first paint: sets language and colour scheme on <html>, starts the two requests every visit needs.
(function () {
  var files = __LANGUAGE_FILES__;
  var root = document.documentElement;
  var read = function (key) {
    try {
      return localStorage.getItem(key);
    } catch (e) {
      return null;
    }
  };
  var wanted = read("formwright.language");
  if (wanted !== "zh-CN" && wanted !== "en") wanted = /^zh/i.test(navigator.language || "") ? "zh-CN" : "en";
  root.lang = wanted;
  var scheme = read("formwright.scheme");
  if (scheme !== "dark" && scheme !== "light") scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.setAttribute("data-mantine-color-scheme", scheme);
  if (files[wanted]) {
    var link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = files[wanted];
    document.head.appendChild(link);
  }
  window.formwrightAuthState = fetch("/api/v1/auth/state", {
    headers: { Accept: "application/json", "Accept-Language": wanted },
  }).catch(function () {
    return null;
  });
})();
