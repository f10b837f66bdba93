let opener: (() => void) | undefined

/** Says how the palette is opened; returns what takes that back. */
export function providePalette(open: () => void): () => void {
  opener = open
  return () => {
    if (opener === open) opener = undefined
  }
}

/** Opens the palette, for a button that leads to all that the view can do. */
export function openPalette(): void {
  opener?.()
}
