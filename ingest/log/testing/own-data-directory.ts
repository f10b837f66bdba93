import { lockDataDirectory } from '../data-directory.ts'

// Owns the data folder until it is killed, or prints why it cannot.
const [dataDir = ''] = process.argv.slice(1)
try {
  await lockDataDirectory(dataDir)
  console.log('owned')
  setInterval(() => {}, 1000)
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error)
}
