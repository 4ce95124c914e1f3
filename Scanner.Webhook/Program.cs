using Scanner.Hosting;
using Scanner.Webhook.Hosting;
using Scanner.Webhook.Verbs;

return WebhookVerbs.Claim(args)
    ? await WebhookVerbs.RunAsync(args, Console.Out, Console.Error)
    : await ProgramEnd.RunAsync(() => WebhookHost.Build(args));
