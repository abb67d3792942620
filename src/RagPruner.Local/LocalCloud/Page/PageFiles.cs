using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace RagPruner.Local.LocalCloud.Page;

/// <summary>
/// The page's files, which are part of the program, and the two of the samples that it can open. The page asks for nothing
/// from anywhere else, and its policy lets it ask for nothing else.
/// </summary>
internal sealed class PageFiles
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
        [".jsonl"] = "application/jsonl; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PageFile> _files;

    /// <param name="options">What the page offers to choose from, JSON.</param>
    /// <param name="samples">Files of the samples, by the names that the page knows.</param>
    public PageFiles(byte[] options, IEnumerable<KeyValuePair<string, byte[]>> samples)
    {
        var assembly = Assembly.GetExecutingAssembly();
        _files = assembly.GetManifestResourceNames().Where(n => n.StartsWith("page/", StringComparison.Ordinal))
            .Select(n => KeyValuePair.Create(n["page/".Length..], Read(assembly, n)))
            .Append(KeyValuePair.Create("options.json", options))
            .Concat(samples)
            .ToFrozenDictionary(f => f.Key, f => new PageFile(f.Value, s_types[Path.GetExtension(f.Key)]), StringComparer.Ordinal);
    }

    /// <summary>The names of the files.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>The length of a file in bytes.</summary>
    public int LengthOf(string name) => _files[name].Bytes.Length;

    /// <exception cref="AwsError">There is no such file, or the method is another one.</exception>
    public async Task ServeAsync(HttpContext context, string name)
    {
        if (!_files.TryGetValue(name, out var file))
            throw new AwsError("UnknownOperationException", 404, "The page has no such file.");
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            throw new AwsError("UnknownOperationException", 405, "The page is read by GET.");
        var response = context.Response;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // A new version of the program is seen at once, and what did not change is not sent again.
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = file.Type;
        response.ContentLength = file.Bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record PageFile(byte[] Bytes, string Type)
    {
        public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 12))}\"";
    }
}
