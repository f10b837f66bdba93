// Sets the theme before the first paint: the person's choice, else the system's.
;(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('barograph.theme')
  } catch {
    // Storage can be switched off; the system's theme is then used.
  }
  const system = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
  document.documentElement.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : system
})()
