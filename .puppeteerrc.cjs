// The browser is the machine's own, or Debian's: `ops/setup.mjs` sees to it. Nothing is downloaded at install.
module.exports = { skipDownload: true };
