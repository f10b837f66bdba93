import { readdirSync } from 'node:fs'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { pathOf, readEnvFile, readText } from './project.ts'

const FOLDER = 'deploy/kubernetes'

const labels = z.record(z.string(), z.string())
const resources = z.strictObject({ cpu: z.string(), memory: z.string() })
const port = z.union([z.string(), z.number()])
const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port }),
  periodSeconds: z.number(),
  timeoutSeconds: z.number().default(1),
  failureThreshold: z.number(),
})
const variable = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) })
    .optional(),
})

/** Strict, so that a key that is misspelt or at the wrong place is found. */
const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.number() })),
  envFrom: z.array(z.strictObject({ configMapRef: z.strictObject({ name: z.string() }) })),
  env: z.array(variable),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: z
    .strictObject({
      preStop: z.strictObject({
        exec: z.strictObject({ command: z.tuple([z.literal('sleep'), z.string()]) }),
      }),
    })
    .optional(),
  resources: z.strictObject({ requests: resources, limits: resources }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.boolean(),
    readOnlyRootFilesystem: z.boolean(),
    capabilities: z.strictObject({ drop: z.array(z.string()) }),
  }),
  volumeMounts: z.array(
    z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) }),
  ),
})
const pod = z.strictObject({
  serviceAccountName: z.string(),
  automountServiceAccountToken: z.boolean(),
  enableServiceLinks: z.boolean(),
  terminationGracePeriodSeconds: z.number(),
  securityContext: z.strictObject({
    runAsNonRoot: z.boolean(),
    runAsUser: z.number(),
    runAsGroup: z.number(),
    fsGroup: z.number(),
    seccompProfile: z.strictObject({ type: z.string() }),
  }),
  topologySpreadConstraints: z.array(
    z.strictObject({
      maxSkew: z.number(),
      topologyKey: z.string(),
      whenUnsatisfiable: z.string(),
      labelSelector: z.strictObject({ matchLabels: labels }),
    }),
  ),
  containers: z.tuple([container]),
  volumes: z.array(
    z.strictObject({
      name: z.string(),
      configMap: z.strictObject({ name: z.string() }).optional(),
      emptyDir: z.strictObject({ sizeLimit: z.string() }).optional(),
    }),
  ),
})
const metadata = z.strictObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: labels.optional(),
})
const deployment = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  metadata,
  spec: z.strictObject({
    replicas: z.number().optional(),
    strategy: z
      .strictObject({
        type: z.literal('RollingUpdate'),
        rollingUpdate: z.strictObject({ maxUnavailable: z.number(), maxSurge: z.number() }),
      })
      .optional(),
    selector: z.strictObject({ matchLabels: labels }),
    template: z.strictObject({ metadata: z.strictObject({ labels }), spec: pod }),
  }),
})
const service = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  metadata,
  spec: z.strictObject({
    selector: labels,
    ports: z.array(z.strictObject({ name: z.string(), port: z.number(), targetPort: z.number() })),
  }),
})
const disruptionBudget = z.strictObject({
  apiVersion: z.literal('policy/v1'),
  kind: z.literal('PodDisruptionBudget'),
  metadata,
  spec: z.strictObject({ maxUnavailable: z.number(), selector: z.strictObject({ matchLabels: labels }) }),
})
const autoscaler = z.strictObject({
  apiVersion: z.literal('autoscaling/v2'),
  kind: z.literal('HorizontalPodAutoscaler'),
  metadata,
  spec: z.strictObject({
    scaleTargetRef: z.strictObject({ apiVersion: z.string(), kind: z.string(), name: z.string() }),
    minReplicas: z.number(),
    maxReplicas: z.number(),
    metrics: z.array(z.unknown()).min(1),
  }),
})
const plain = z.strictObject({ apiVersion: z.literal('v1'), metadata })
const manifest = z.discriminatedUnion('kind', [
  deployment,
  service,
  disruptionBudget,
  autoscaler,
  plain.extend({ kind: z.literal('Namespace') }),
  plain.extend({ kind: z.literal('ServiceAccount'), automountServiceAccountToken: z.literal(false) }),
  plain.extend({ kind: z.literal('Secret'), type: z.literal('Opaque'), stringData: labels }),
])
/** A Kubernetes object of deploy/kubernetes. */
export type Manifest = z.infer<typeof manifest>
/** A Deployment of deploy/kubernetes. */
export type Deployment = z.infer<typeof deployment>

const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string(),
  resources: z.array(z.string()),
  configMapGenerator: z.array(
    z.strictObject({
      name: z.string(),
      envs: z.array(z.string()).default([]),
      files: z.array(z.string()).default([]),
    }),
  ),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })),
})

/** kustomization.yaml. */
export const KUSTOMIZATION = kustomization.parse(parse(readText(`${FOLDER}/kustomization.yaml`)))

/** The files of the folder. */
export const FILES = readdirSync(pathOf(FOLDER)).sort()

/** The objects in these files of the folder. Throws on any key that is not known here. */
export function readManifests(files: string[]): Manifest[] {
  return files.flatMap((file) =>
    parseAllDocuments(readText(`${FOLDER}/${file}`)).map((document) => {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join('; ')}`)
      return manifest.parse(document.toJS())
    }),
  )
}

/** Those of one kind. */
export function ofKind<Kind extends Manifest['kind']>(
  manifests: Manifest[],
  kind: Kind,
): Extract<Manifest, { kind: Kind }>[] {
  return manifests.filter((one): one is Extract<Manifest, { kind: Kind }> => one.kind === kind)
}

/** What the generated ConfigMap of this name holds. Throws where none is generated. */
export function configMap(name: string): Record<string, string> {
  const found = KUSTOMIZATION.configMapGenerator.find((one) => one.name === name)
  if (!found) throw new Error(`no ConfigMap ${name} is generated`)
  const settings = found.envs.map((file) => readEnvFile(`${FOLDER}/${file}`))
  const texts = found.files.map((file) => ({ [file]: readText(`${FOLDER}/${file}`) }))
  return Object.assign({}, ...settings, ...texts)
}
