// Asks for what the view in the address begins with while the program is still on its way, which takes the answers
// by their addresses (web/api/first-answers.ts).
;(() => {
  const { pathname, search } = location
  const scope = encodeURIComponent(new URLSearchParams(search).get('scope') || 'default').replaceAll(
    '%20',
    '+',
  )
  const asked = ['/api/v1/status', `/api/v1/events?scope=${scope}&limit=1`]
  if (pathname === '/')
    asked.push(`/api/v1/incidents?scope=${scope}&status=open%2Cacknowledged&links=0&suspects=1&limit=500`)
  // With a filter or a range it is another list.
  const filtered = [...new URLSearchParams(search).keys()].some(
    (name) => name !== 'scope' && name !== 'alert',
  )
  if (pathname === '/alerts' && !filtered)
    asked.push(`/api/v1/alerts?scope=${scope}&status=firing%2Cacknowledged&order=newest&limit=200`)
  const incident = /^\/incidents\/[^/]+$/.test(pathname) ? `/api/v1${pathname}` : undefined
  if (incident !== undefined) asked.push(incident, `${incident}/alerts?limit=2000`)
  window.firstAnswers = new Map(asked.map((url) => [url, fetch(url)]))
  // Who does not take an answer is not to be told of its failure.
  for (const answer of window.firstAnswers.values()) answer.catch(() => {})
})()
