import { setTimeout as delay } from 'node:timers/promises'
import kafkajs, { type Admin } from 'kafkajs'
import type { Renewable } from './kafka-renewable.ts'

const ATTEMPTS = 5
const PAUSE_MS = 200

/**
 * Asks the brokers something that may be asked twice. What they refuse for a moment (a topic was just made, its
 * leader changes) is asked again, for a second; brokers that do not answer are not. Throws what kafkajs throws.
 */
export async function ask<Answer>(
  admins: Renewable<Admin>,
  question: (admin: Admin) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await admins.with(question)
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof kafkajs.KafkaJSProtocolError)) throw error
      await delay(PAUSE_MS)
    }
  }
}
