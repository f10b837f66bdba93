import { meanOf } from './bootstrap.ts'

/** A leading cause as it was shown. */
export interface Shown {
  /** 0 to 1. */
  confidence: number
  right: boolean
}

/** Causes that were shown with about the same confidence. */
export interface Bin {
  /** Tenths, rounded, as people are told: 8 is `8 of 10`. */
  tenths: number
  shown: number
  /** Means, 0 to 1; NaN of none. */
  confidence: number
  right: number
}

/** Confidences below this are told as no clear cause, so they are one bin. */
const LEAST_TENTHS = 4

/** How often causes were right that were shown with each confidence. */
export function calibrationOf(causes: readonly Shown[]): Bin[] {
  return Array.from({ length: 11 - LEAST_TENTHS }, (_, i) => {
    const tenths = LEAST_TENTHS + i
    const of = causes.filter(
      ({ confidence }) => Math.max(LEAST_TENTHS, Math.round(confidence * 10)) === tenths,
    )
    return {
      tenths,
      shown: of.length,
      confidence: meanOf(of.map(({ confidence }) => confidence)),
      right: meanOf(of.map(({ right }) => (right ? 1 : 0))),
    }
  })
}

/**
 * Expected calibration error: how far confidence is from the share that is right, a mean over all that was shown; NaN
 * of nothing. Source: Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities, 2015.
 */
export function calibrationError(bins: readonly Bin[]): number {
  const all = bins.reduce((sum, { shown }) => sum + shown, 0)
  const off = bins.map(({ shown, confidence, right }) =>
    shown > 0 ? shown * Math.abs(confidence - right) : 0,
  )
  return off.reduce((sum, one) => sum + one, 0) / all
}
