import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROLES } from '../../server/settings/environment.ts'
import { parseSettingsFile } from '../../server/settings/file.ts'
import { imageEnvironment, one, readDockerfile } from './dockerfile.ts'
import { configMap, type Deployment, FILES, KUSTOMIZATION, ofKind, readManifests } from './manifests.ts'
import { PACKAGE, settingsOf } from './project.ts'

const SECRET_FILE = 'secret.example.yaml'
const manifests = readManifests(KUSTOMIZATION.resources)
const [secret] = ofKind(readManifests([SECRET_FILE]), 'Secret')
const deployments = ofKind(manifests, 'Deployment')
const byName = deployments.map((deployment) => [deployment.metadata.name, deployment] as const)
const services = ofKind(manifests, 'Service')

/** What a process of this Deployment reads: the image's environment, the ConfigMap's, its own, a word per secret. */
function settings({ spec }: Deployment) {
  const [container] = spec.template.spec.containers
  const shared = container.envFrom.map(({ configMapRef }) => configMap(configMapRef.name))
  const own = container.env.map(({ name, value, valueFrom }) => {
    return { [name]: value ?? `the ${valueFrom?.secretKeyRef.key}` }
  })
  return settingsOf(Object.assign({}, imageEnvironment(), ...shared, ...own))
}

function selectedBy(selector: Record<string, string>): string[] {
  return deployments
    .filter(({ spec }) => {
      const { labels } = spec.template.metadata
      return Object.entries(selector).every(([name, value]) => labels[name] === value)
    })
    .map(({ metadata }) => metadata.name)
}

describe('the folder', () => {
  test('kustomization.yaml lists every file', () => {
    const generated = KUSTOMIZATION.configMapGenerator.flatMap(({ envs, files }) => [...envs, ...files])
    const listed = [...KUSTOMIZATION.resources, ...generated, 'kustomization.yaml', SECRET_FILE]
    expect(listed.sort()).toEqual(FILES)
  })

  test('all is in the namespace that it makes', () => {
    const [namespace] = ofKind(manifests, 'Namespace')
    expect(namespace?.metadata.name).toBe(KUSTOMIZATION.namespace)
    expect(secret?.metadata.namespace).toBe(KUSTOMIZATION.namespace)
  })

  test('no secret has a value', () => {
    expect(Object.values(secret?.stringData ?? {})).toEqual(['', '', ''])
  })
})

test('there is a Deployment for each role, named after it', () => {
  expect(byName.map(([name]) => name).sort()).toEqual(ROLES.map((role) => `barograph-${role}`).sort())
  for (const role of ROLES) {
    const found = deployments.find(({ metadata }) => metadata.name === `barograph-${role}`)
    expect(found && settings(found).roles).toContain(role)
  }
})

describe.each(byName)('%s', (name, deployment) => {
  const { selector, template, replicas } = deployment.spec
  const pod = template.spec
  const [container] = pod.containers

  test('its settings exist, and a process starts with them', () => {
    const { host, ingestToken, adminToken, kafka, clickhouse } = settings(deployment)
    expect({ host, ingestToken, adminToken }).toEqual({
      host: '0.0.0.0',
      ingestToken: 'the ingest-token',
      adminToken: 'the admin-token',
    })
    expect(kafka?.brokers).toHaveLength(3)
    const usesDatabase = ['barograph-load', 'barograph-api'].includes(name)
    expect(clickhouse?.password).toBe(usesDatabase ? 'the clickhouse-password' : '')
  })

  test('every secret that it reads is in the Secret', () => {
    const read = container.env.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom.secretKeyRef] : []))
    expect(read.length).toBeGreaterThan(0)
    expect(read.filter(({ name }) => name !== secret?.metadata.name)).toEqual([])
    expect(read.filter(({ key }) => !(key in (secret?.stringData ?? {})))).toEqual([])
  })

  test('its image is the one that kustomization.yaml names', () => {
    expect(KUSTOMIZATION.images).toEqual([
      { name: container.image, newName: PACKAGE.name, newTag: PACKAGE.version },
    ])
  })

  test('its selector is its own', () => {
    expect(template.metadata.labels).toEqual(selector.matchLabels)
    expect(deployment.metadata.labels).toEqual(selector.matchLabels)
    expect(selectedBy(selector.matchLabels)).toEqual([name])
    expect(pod.topologySpreadConstraints.map(({ labelSelector }) => labelSelector)).toEqual([selector])
  })

  test('its probes ask the port that it listens on', () => {
    const { startupProbe, livenessProbe, readinessProbe, ports } = container
    expect(ports).toEqual([{ name: 'http', containerPort: settings(deployment).port }])
    const asked = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)
    expect(asked).toEqual([
      { path: '/healthz', port: 'http' },
      { path: '/healthz', port: 'http' },
      { path: '/readyz', port: 'http' },
    ])
    // A check of readiness says by itself after three seconds what does not answer.
    expect(readinessProbe.timeoutSeconds).toBeGreaterThan(3)
  })

  test('it has no privileges', () => {
    const [user, group] = one(finalStage(), 'USER').text.split(':').map(Number)
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: group,
      fsGroup: group,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    const [account] = ofKind(manifests, 'ServiceAccount')
    expect(pod.serviceAccountName).toBe(account?.metadata.name)
    expect(pod.automountServiceAccountToken).toBe(false)
    // A Service called kafka would else put KAFKA_... variables of its own into the environment.
    expect(pod.enableServiceLinks).toBe(false)
  })

  test('what it may take is bounded', () => {
    const { requests, limits } = container.resources
    expect(Number(limits.cpu)).toBeGreaterThan(0)
    expect(mebibytes(limits.memory)).toBeGreaterThanOrEqual(mebibytes(requests.memory))
  })

  test('what it mounts is there, and it can write where it must', () => {
    const mounted = container.volumeMounts.map(({ name }) => name)
    expect(mounted.sort()).toEqual(pod.volumes.map(({ name }) => name).sort())
    const { dataDir, settingsFile } = settings(deployment)
    const data = container.volumeMounts.find(({ mountPath }) => mountPath === dataDir)
    expect(data?.readOnly).toBe(false)
    const file = container.volumeMounts.find(({ mountPath }) => mountPath === posix.dirname(settingsFile))
    const source = pod.volumes.find(({ name }) => name === file?.name)?.configMap?.name ?? ''
    const text = configMap(source)[posix.basename(settingsFile)]
    expect(parseSettingsFile(text ?? 'missing', settingsFile).retention.eventDays).toBe(90)
  })

  test('it is given the time to stop', () => {
    const waits = Number(container.lifecycle?.preStop.exec.command[1] ?? 0)
    const stops = settings(deployment).shutdownTimeoutMs / 1000
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(waits + stops)
  })

  test('one of it may be missing, and there are more', () => {
    const budgets = ofKind(manifests, 'PodDisruptionBudget').filter(({ spec }) =>
      selectedBy(spec.selector.matchLabels).includes(name),
    )
    expect(budgets.map(({ spec }) => spec)).toEqual([{ maxUnavailable: 1, selector }])
    const scaled = ofKind(manifests, 'HorizontalPodAutoscaler').find(({ spec }) => {
      return spec.scaleTargetRef.kind === 'Deployment' && spec.scaleTargetRef.name === name
    })
    // Both would undo one another's number.
    expect(replicas === undefined).toBe(scaled !== undefined)
    expect(scaled?.spec.minReplicas ?? replicas).toBeGreaterThanOrEqual(2)
  })

  test('there are as many partitions as the largest number of readers needs', () => {
    expect(settings(deployment).kafka?.partitions).toBeGreaterThanOrEqual(replicas ?? 0)
  })
})

describe('services', () => {
  test('each leads to one Deployment, to the port that it listens on, by a name that it answers to', () => {
    const led = services.map(({ metadata, spec }) => [metadata.name, ...selectedBy(spec.selector)])
    expect(led).toEqual([
      ['barograph', 'barograph-api'],
      ['barograph-ingest', 'barograph-ingest'],
    ])
    for (const { metadata, spec } of services) {
      const target = deployments.find(({ metadata: { name } }) => selectedBy(spec.selector).includes(name))
      const { port, allowedHosts } = settings(target ?? fail(metadata.name))
      expect(spec.ports).toEqual([{ name: 'http', port: 80, targetPort: port }])
      const ends = ['', `.${KUSTOMIZATION.namespace}`, `.${KUSTOMIZATION.namespace}.svc`]
      const names = [...ends, `${ends.at(-1)}.cluster.local`].map((end) => `${metadata.name}${end}`)
      expect(allowedHosts).toEqual(expect.arrayContaining(names))
    }
  })
})

function fail(name: string): never {
  throw new Error(`${name} leads nowhere`)
}

function finalStage() {
  const final = readDockerfile().at(-1)
  return final ?? fail('the image')
}

function mebibytes(quantity: string): number {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? fail(quantity)
  return Number(number) * (unit === 'Gi' ? 1024 : 1)
}
