import { describe, expect, it } from 'vitest'
import { readExposition } from '../../support/exposition-parser.ts'
import { aDistribution, ask, rawConnection, serving } from '../../support/http-at-hand.ts'
import { openMetrics } from '../../support/metrics-at-hand.ts'

describe('/metrics', () => {
  it('answers in the format asked for, packed when wanted', async () => {
    const { url } = await serving()
    const text = await ask(url, '/metrics')
    expect(text.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    readExposition(text.body.toString(), 'text')
    const openly = await fetch(`${url}/metrics`, { headers: { accept: openMetrics } })
    expect(openly.headers.get('content-encoding')).toBe('gzip')
    readExposition(await openly.text(), 'openmetrics')
    expect((await ask(url, '/metrics', { accept: 'image/png' })).status).toBe(200)
  })

  it('lies where the configuration puts it', async () => {
    const { url } = await serving({}, { telemetryPath: '/numbers' })
    expect((await ask(url, '/numbers')).status).toBe(200)
    expect((await ask(url, '/metrics')).status).toBe(404)
  })

  it('is made once for clients that ask at the same time', async () => {
    let renders = 0
    const { url } = await serving({
      render: async () => {
        renders += 1
        await new Promise((resolve) => setImmediate(resolve))
        return { contentType: 'text/plain', body: 'x' }
      },
    })
    const first = await rawConnection(url)
    first.socket.write(
      'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )
    expect((await first.closed).match(/HTTP\/1\.1 200/g)).toHaveLength(2)
    expect(renders).toBeLessThanOrEqual(2)
    await ask(url, '/metrics')
    expect(renders).toBeGreaterThanOrEqual(2)
  })
})

describe('health', () => {
  it('is told as long as anything answers', async () => {
    const { url } = await serving({ notReady: () => 'state not loaded' })
    expect(await ask(url, '/-/healthy')).toMatchObject({ status: 200 })
  })

  it('of readiness is told with the reason', async () => {
    let reason: string | undefined = 'distmgr.log was not opened yet'
    const { url } = await serving({ notReady: () => reason })
    const refused = await ask(url, '/-/ready')
    expect(refused.status).toBe(503)
    expect(refused.body.toString()).toBe('Not ready: distmgr.log was not opened yet\n')
    reason = undefined
    expect((await ask(url, '/-/ready')).status).toBe(200)
  })
})

describe('/-/reload', () => {
  it('is off, and no method but POST and PUT', async () => {
    const { url } = await serving()
    expect((await ask(url, '/-/reload', {}, 'POST')).status).toBe(403)
    expect(await ask(url, '/-/reload')).toMatchObject({ status: 405, headers: { allow: 'POST, PUT' } })
  })

  it('tells when the old configuration stays in force', async () => {
    const answers = [undefined, 'config.yaml:3: site: wrong']
    const { url } = await serving({ reload: () => Promise.resolve(answers.shift()) }, { enableLifecycle: true })
    expect((await ask(url, '/-/reload', {}, 'POST')).status).toBe(200)
    const refused = await ask(url, '/-/reload', {}, 'PUT')
    expect(refused.status).toBe(400)
    expect(refused.body.toString()).toContain('config.yaml:3: site: wrong')
  })

  it('is not for pages of others', async () => {
    let reloads = 0
    const reload = (): Promise<undefined> => Promise.resolve(void (reloads += 1))
    const { url } = await serving({ reload }, { enableLifecycle: true })
    expect((await ask(url, '/-/reload', { origin: 'http://evil.example' }, 'POST')).status).toBe(403)
    expect((await ask(url, '/-/reload', { host: 'evil.example' }, 'POST')).status).toBe(421)
    expect(reloads).toBe(0)
    expect((await ask(url, '/-/reload', { origin: url }, 'POST')).status).toBe(200)
  })
})

describe('the API', () => {
  it('lists distributions as they are', async () => {
    const all = [aDistribution(), aDistribution({ packageId: 'PS100040' })]
    const { url } = await serving({ distributions: () => all })
    const { headers, body } = await ask(url, '/api/v1/distributions')
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(JSON.parse(body.toString())).toEqual({ distributions: all })
  })

  it('lists none, and a hundred thousand', async () => {
    let count = 0
    const { url } = await serving({
      distributions: function* () {
        for (let index = 0; index < count; index += 1) yield aDistribution({ attempts: index })
      },
    })
    expect(JSON.parse((await ask(url, '/api/v1/distributions')).body.toString())).toEqual({ distributions: [] })
    count = 100_000
    const response = await fetch(`${url}/api/v1/distributions`)
    const { distributions } = (await response.json()) as { distributions: unknown[] }
    expect(distributions).toHaveLength(count)
  })

  it('finds one by package, version and DP, in any case', async () => {
    const asked: unknown[] = []
    const { url } = await serving({
      distribution(...key) {
        asked.push(key)
        return key[1] === 2 ? aDistribution() : undefined
      },
    })
    expect(JSON.parse((await ask(url, '/api/v1/distributions/ps100039/2/ps1dp1.contoso.com')).body.toString())).toEqual(
      aDistribution(),
    )
    expect((await ask(url, '/api/v1/distributions/PS100039/3/X%20Y')).status).toBe(404)
    expect(asked).toEqual([
      ['PS100039', 2, 'PS1DP1.CONTOSO.COM'],
      ['PS100039', 3, 'X Y'],
    ])
    expect((await ask(url, '/api/v1/distributions/PS100039/two/X')).status).toBe(404)
  })

  it('and the page answer only under our own names; metrics and health under any', async () => {
    const { url } = await serving()
    for (const path of ['/', '/api/v1/distributions', '/api/v1/distributions/PS100039/2/X']) {
      expect((await ask(url, path, { host: 'evil.example' })).status).toBe(421)
    }
    for (const path of ['/metrics', '/-/healthy', '/-/ready']) {
      expect((await ask(url, path, { host: 'evil.example' })).status).toBe(200)
    }
    expect((await ask(url, '/', { host: 'ps1site.contoso.com:9877' })).status).toBe(200)
  })
})

describe('every answer', () => {
  it('forbids a browser to guess, to frame and to run anything', async () => {
    const { url } = await serving()
    for (const path of ['/', '/metrics', '/api/v1/distributions', '/none']) {
      const { headers } = await ask(url, path)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
      })
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers).not.toHaveProperty('x-powered-by')
    }
  })

  it('to HEAD is one without a body', async () => {
    const { url } = await serving()
    for (const path of ['/', '/metrics', '/-/healthy', '/api/v1/distributions']) {
      const { status, body } = await ask(url, path, {}, 'HEAD')
      expect([status, body.length]).toEqual([200, 0])
    }
  })

  it('to other methods names those allowed', async () => {
    const { url } = await serving()
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect(await ask(url, '/metrics', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    }
  })

  it.each([
    '/none',
    '/-/',
    '/metrics/',
    '/__proto__',
    '/constructor',
    '/..%2f..%2fetc%2fpasswd',
    '/api/v1/distributions/',
  ])('to %s is that there is none', async (path) => {
    const { url, failures } = await serving()
    expect((await ask(url, path)).status).toBe(404)
    expect(failures).toEqual([])
  })

  it('to what is no address is that it is none', async () => {
    const { url } = await serving()
    expect((await ask(url, '/%')).status).toBe(400)
    const raw = await rawConnection(url)
    raw.socket.write('GET http://evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(await raw.closed).toContain('400 Bad Request')
  })

  it('is 500 when the agent fails, which is told', async () => {
    const { url, failures } = await serving({
      render: () => Promise.reject(new Error('broken')),
      distributions: () => {
        throw new Error('broken too')
      },
    })
    expect((await ask(url, '/metrics')).status).toBe(500)
    expect((await ask(url, '/')).status).toBe(500)
    expect(failures).toHaveLength(2)
  })
})
