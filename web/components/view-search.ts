/** What a view puts on its search field, so that `/` finds it. */
export const VIEW_SEARCH = { 'data-view-search': '' } as const

/** Puts the keyboard into the search field of the view on screen; answers whether it has one. */
export function focusViewSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-view-search]')
  field?.focus()
  field?.select?.()
  return field !== null
}
