/** Questions to the server, of which only the last one's answer counts. */
export class Asking {
  #path
  #last = new AbortController()

  constructor(path) {
    this.#path = path
  }

  /** Return the answer, or undefined where a later question has been asked meanwhile. */
  async ask(requirements) {
    this.#last.abort()
    const mine = (this.#last = new AbortController())
    try {
      const answer = await (await posted(this.#path, requirements, mine.signal)).json()
      return mine.signal.aborted ? undefined : answer
    } catch (error) {
      if (mine.signal.aborted) return undefined
      throw error
    }
  }
}

/** What the server refused, with each problem at its path. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title)
    this.status = status
    this.errors = problem.errors ?? []
  }
}

/** Return the schema of requirements, from which the form is made. */
export async function schema() {
  return (await answered(await sent('/api/v1/schema', {}))).json()
}

export async function posted(path, requirements, signal) {
  const body = JSON.stringify(requirements)
  const headers = { 'Content-Type': 'application/json' }
  for (let tries = 0; ; tries++) {
    const response = await sent(path, { method: 'POST', body, headers, signal })
    if (response.status !== 503 || tries === TRIES) return answered(response)
    await new Promise(done => setTimeout(done, 1000 * (response.headers.get('Retry-After') ?? 1)))
    if (signal?.aborted) throw signal.reason
  }
}

const TRIES = 3
const TOKEN = 'token'

export function remember(token) {
  sessionStorage.setItem(TOKEN, token)
}

function sent(path, options) {
  const token = sessionStorage.getItem(TOKEN)
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) }
  return fetch(path, { ...options, headers })
}

async function answered(response) {
  if (response.ok) return response
  const problem = await response.json().catch(() => ({ title: response.statusText }))
  throw new Refusal(response.status, problem)
}
