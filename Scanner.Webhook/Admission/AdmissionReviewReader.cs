using System.Text.Json;
using System.Text.Unicode;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Admission;

/// <summary>
/// Reads an AdmissionReview in one pass over its JSON, in whatever order its fields come, without a model of the object under
/// review: of the kilobytes that the kube-apiserver sends, a few names and images matter.
/// </summary>
internal ref struct AdmissionReviewReader
{
    /// <summary>Characters of what the JSON reader says; it may quote what it read.</summary>
    private const int MaxFaultLength = 256;

    private readonly ReadOnlyMemory<byte> _body;
    private Utf8JsonReader _json;
    private ReviewFields _seen;

    private string? _apiVersion;
    private string? _kind;
    private string? _uid;
    private AdmissionOperation _operation;
    private string? _objectGroup;
    private string? _objectKind;
    private string? _subResource;
    private string? _namespace;
    private string? _name;
    private ReviewedObject? _object;
    private ReviewedObject? _oldObject;

    private AdmissionReviewReader(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _json = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = AdmissionLimits.MaxDepth });
    }

    /// <summary>Reads the review; nothing of it refers to <paramref name="body"/> afterwards.</summary>
    /// <exception cref="AdmissionReviewException">It cannot be read; the status is 400.</exception>
    public static AdmissionReview Read(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            throw AdmissionReviewException.BadRequest("The body is empty; send an AdmissionReview as JSON.");
        if (!Utf8.IsValid(body.Span))
            throw AdmissionReviewException.BadRequest("The body is not UTF-8; JSON always is (RFC 8259, section 8.1).");
        try
        {
            return new AdmissionReviewReader(body).ReadReview();
        }
        catch (FormatException fault)
        {
            throw AdmissionReviewException.BadRequest(fault.Message);
        }
        // The JSON reader reports escapes that are half of a surrogate pair as an InvalidOperationException.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw AdmissionReviewException.BadRequest(
                $"The body is not readable JSON: {Excerpt.Of(fault.Message, MaxFaultLength)} Expected one AdmissionReview, "
                + $"complete and at most {AdmissionLimits.MaxDepth} levels deep.");
        }
    }

    private AdmissionReview ReadReview()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
            throw new FormatException(
                $"The body is {JsonText.Describe(_json.TokenType)}; expected an AdmissionReview, which is an object.");
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName) ReadReviewProperty();
        // Throws where something follows the review.
        _json.Read();
        return Complete();
    }

    private void ReadReviewProperty()
    {
        if (_json.ValueTextEquals("apiVersion"u8)) _apiVersion = ReadText(ReviewFields.ApiVersion, "apiVersion");
        else if (_json.ValueTextEquals("kind"u8)) _kind = ReadText(ReviewFields.Kind, "kind");
        else if (_json.ValueTextEquals("request"u8)) ReadRequest();
        else _json.Skip();
    }

    private void ReadRequest()
    {
        Enter(ReviewFields.Request, "request");
        ExpectObject("request");
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName) ReadRequestProperty();
    }

    private void ReadRequestProperty()
    {
        if (_json.ValueTextEquals("uid"u8)) _uid = ReadText(ReviewFields.Uid, "request.uid");
        else if (_json.ValueTextEquals("kind"u8)) ReadObjectKind();
        else if (_json.ValueTextEquals("subResource"u8)) _subResource = ReadText(ReviewFields.SubResource, "request.subResource");
        else if (_json.ValueTextEquals("name"u8)) _name = ReadText(ReviewFields.Name, "request.name");
        else if (_json.ValueTextEquals("namespace"u8)) _namespace = ReadText(ReviewFields.Namespace, "request.namespace");
        else if (_json.ValueTextEquals("operation"u8)) ReadOperation();
        else if (_json.ValueTextEquals("object"u8)) _object = ReadObject(ReviewFields.Object, "request.object");
        else if (_json.ValueTextEquals("oldObject"u8)) _oldObject = ReadObject(ReviewFields.OldObject, "request.oldObject");
        else _json.Skip();
    }

    private void ReadObjectKind()
    {
        Enter(ReviewFields.ObjectKind, "request.kind");
        if (_json.TokenType == JsonTokenType.Null) return;
        ExpectObject("request.kind");
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("group"u8)) _objectGroup = ReadText(ReviewFields.ObjectKindGroup, "request.kind.group");
            else if (_json.ValueTextEquals("kind"u8)) _objectKind = ReadText(ReviewFields.ObjectKindKind, "request.kind.kind");
            else _json.Skip();
        }
    }

    private void ReadOperation() => _operation = ReadText(ReviewFields.Operation, "request.operation") switch
    {
        "CREATE" => AdmissionOperation.Create,
        "UPDATE" => AdmissionOperation.Update,
        "DELETE" => AdmissionOperation.Delete,
        "CONNECT" => AdmissionOperation.Connect,
        _ => AdmissionOperation.Other,
    };

    private ReviewedObject? ReadObject(ReviewFields field, string name)
    {
        Enter(field, name);
        return ReviewedObjectReader.Read(ref _json, _body, name);
    }

    private string? ReadText(ReviewFields field, string name)
    {
        Enter(field, name);
        return JsonText.Read(ref _json, name);
    }

    /// <summary>Steps from a property's name to its value, the first time.</summary>
    private void Enter(ReviewFields field, string name)
    {
        // Two parsers that choose differently between the two would see two different requests.
        if ((_seen & field) != 0) throw new FormatException($"{name} is there twice; send it once.");
        _seen |= field;
        _json.Read();
    }

    private readonly void ExpectObject(string name)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"{name} is {JsonText.Describe(_json.TokenType)}; expected an object.");
    }

    private readonly AdmissionReview Complete()
    {
        if (_kind != "AdmissionReview")
            throw new FormatException($"The body's kind is {Show(_kind)}; expected \"AdmissionReview\".");
        if (_apiVersion is not (AdmissionReview.V1 or AdmissionReview.V1Beta1))
            throw new FormatException(
                $"The AdmissionReview's apiVersion is {Show(_apiVersion)}; Scanner reads \"{AdmissionReview.V1}\" and "
                + $"\"{AdmissionReview.V1Beta1}\", so list these in the webhook configuration's admissionReviewVersions.");
        if ((_seen & ReviewFields.Request) == 0)
            throw new FormatException("The AdmissionReview has no request; send it as the kube-apiserver does.");
        if (string.IsNullOrWhiteSpace(_uid))
            throw new FormatException("The AdmissionReview has no request.uid, without which no answer can be matched to it.");
        if (_uid.Length > AdmissionLimits.MaxUidLength || _uid.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new FormatException(
                $"request.uid is {Show(_uid)}; expected at most {AdmissionLimits.MaxUidLength} printable ASCII characters.");
        if (_namespace?.Length > WorkloadLimits.MaxNameLength)
            throw new FormatException(
                $"request.namespace is {Show(_namespace)}, of {_namespace.Length} characters; no namespace has so long a name.");

        return new AdmissionReview
        {
            ApiVersion = _apiVersion,
            Uid = _uid,
            Operation = _operation,
            Group = _objectGroup,
            Kind = _objectKind,
            SubResource = _subResource,
            Namespace = _namespace,
            Name = _name,
            Object = _object,
            OldObject = _oldObject,
        };
    }

    private static string Show(string? text) =>
        text is null ? "missing" : $"\"{Excerpt.Of(text, AdmissionLimits.MaxExcerptLength)}\"";
}
