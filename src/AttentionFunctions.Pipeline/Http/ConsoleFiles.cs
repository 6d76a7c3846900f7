using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AttentionFunctions.Http;

/// <summary>
/// The console: a page of static files inside the assembly, so that both hosts serve it without any file beside them. It runs no script but
/// its own, talks to no host but the one it came from, and with Trusted Types a browser refuses to make markup of text.
/// </summary>
public static class ConsoleFiles
{
    private const string Folder = "console/";
    private const string Page = "index.html";

    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly FrozenDictionary<string, ConsoleFile> Files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..], ConsoleFile.Read, StringComparer.Ordinal);

    /// <summary><c>GET /console/{path}</c>; without a path, the page.</summary>
    public static IResult Serve(HttpRequest request, string? path)
    {
        if (!Files.TryGetValue(string.IsNullOrEmpty(path) ? Page : path, out ConsoleFile? file))
            return Problem.Of(StatusCodes.Status404NotFound, "There is no such thing", "The console is at /console.");

        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache"; // Asked for again with the ETag: after an update no old part runs with a new one.
        headers.Vary = "Accept-Encoding";
        bool zipped = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zipped) headers.ContentEncoding = "gzip";
        return Results.Bytes(zipped ? file.Zipped : file.Content, file.Type, entityTag: zipped ? file.ZippedTag : file.Tag);
    }

    private sealed record ConsoleFile(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Zipped, string Type, EntityTagHeaderValue Tag, EntityTagHeaderValue ZippedTag)
    {
        public static ConsoleFile Read(string name)
        {
            using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            byte[] bytes = content.ToArray();
            using var zipped = new MemoryStream();
            using (var zip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(bytes);
            string hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
            return new ConsoleFile(bytes, zipped.ToArray(), TypeOf(name), new($"\"{hash}\""), new($"\"{hash}-gzip\""));
        }

        private static string TypeOf(string name) => Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/plain; charset=utf-8",
        };
    }
}
